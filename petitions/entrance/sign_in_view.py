"""The sign-in page."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from organizations.selectors import demonstration_accounts_exist, named_demonstration_accounts
from organizations.signing_in import slowing, whence
from petitions.entrance.sign_in_form import SignInForm


class SignIn(LoginView):
    """Sign-in; while demonstration data is loaded it names the accounts to try."""

    template_name = "petitions/login.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = perform_login(
            self.request, form.get_user(), redirect_url=self.get_success_url()
        )
        whence.remember(answer, slowing.account_key(form.name))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            office=settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            demonstration=demonstration_accounts_exist(),
            accounts=named_demonstration_accounts().values_list("username", "name"),
            **kwargs,
        )
