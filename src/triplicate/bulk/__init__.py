"""Import and export of many documents: child processes parse and render them, this process reads and writes the store.

`parse_pool` and `render_pool` hand batches to the children and give back their results in order; `import_writer` stores
what was parsed. The children run `parse_job.parse` and `rendering.render`, which need neither the store nor a key.
"""
