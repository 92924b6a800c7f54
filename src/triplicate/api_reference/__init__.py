"""The API reference at `/docs`: static pages without JavaScript, generated from the OpenAPI documents."""
