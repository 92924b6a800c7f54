"""The order service that the frameworks' own tutorials lead to: FastAPI, SQLAlchemy's ORM, pydantic."""
