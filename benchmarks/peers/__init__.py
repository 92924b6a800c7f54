"""The services that Triplicate is compared with."""
