"""Shows the service to people: Dutch pages, made on the server, that work without JavaScript.

How a page is made
------------------
1. A module for a subject (`web/start.py`) has a blueprint. A view reads the request, asks
   `api.current.service()`, and ends with `page("subject/name.html", "De titel", …)`. It decides
   nothing about a case and names no fact: what the rules hold comes from the service.
2. The template extends `base.html` and fills `{% block inhoud %}`. The base writes the h1 and the
   title from the same words, so they never differ. Headings in the block begin at h2.
3. Forms, messages and tables come from `macros/forms.html` and `macros/parts.html`. A form that
   posts has `{{ csrf() }}` in it. Script and style stand in `static/` alone: the policy in
   `web/headers.py` blocks any other.
4. The blueprint is named in `web/app.py`. A page that stands in the navigation is named in
   `web/navigation.py`.
5. Its address is added to `tests/web/test_pages.py`, which holds every page to what `look` in
   `tests/web/looking.py` asks: 200, `lang="nl"`, one h1, a title that starts with it, a label for
   every input, no inline script or style.

The words for decisions, tracks and regions stand in `web/words.py`.
"""
