"""django-helpdesk, installed from its package, to be measured beside ours."""
