"""Forms on paper: what a form's plan and its answers become when printed. How it looks there is `chassis.paper`'s."""
