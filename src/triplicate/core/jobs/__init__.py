"""Jobs as data: kinds, states, schedules, and what a child process may use. Pure; `app.jobs` runs them."""
