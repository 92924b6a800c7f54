"""The command engine: applies commands to orders, the same for every dialect. Pure.

A command and an order give the order's next version and its event, or raise a DomainError with an obstacle
(`core.lifecycle`). The caller stores order and event in one transaction (`app.orders.execute`).
"""
