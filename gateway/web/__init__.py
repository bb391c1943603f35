"""Pages for people: Vietnamese first, English by ``?lang=en``, whole without JavaScript, no cookie before sign-in."""
