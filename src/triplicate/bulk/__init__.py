"""Import and export of many documents: child processes parse and render them, this process reads and writes the store.

`import_stream` and `export_stream` hand batches to the children and take their results in order; `import_writer` stores
what was parsed. The children run `parse_job.parse` and `render_job.render`, which need neither the store nor a key.
"""
