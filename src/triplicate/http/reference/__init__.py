"""The browsable reference at `/docs`: pages without a script, made from the OpenAPI documents."""
