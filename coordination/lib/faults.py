"""Reports of errors, wherever one is made: places in the code, no values. Nothing here sends them by mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from coordination.lib import logs


class SilentFilter(SafeExceptionReporterFilter):
    """Nothing of the request and no variable leaves, whatever it is called."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return not settings.DEBUG

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        return QueryDict() if self.is_active(request) else super().get_post_parameters(request)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return [] if self.is_active(request) else super().get_traceback_frame_variables(request, tb_frame)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {} if self.is_active(request) else super().get_safe_request_meta(request)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return {} if self.is_active(request) else super().get_safe_cookies(request)


class SilentReporter(ExceptionReporter):
    """While developing Django's page; otherwise kind and places of the exception, and the route."""

    def get_traceback_text(self) -> SafeString:
        if settings.DEBUG:
            return super().get_traceback_text()
        route = logs.route_of(self.request) if self.request else "-"
        places = logs.described(self.exc_value) if isinstance(self.exc_value, BaseException) else ""
        return SafeString(f"{route}\n\n{places}\n")  # plain text, for logs and mails

    def get_traceback_html(self) -> SafeString:
        if settings.DEBUG:
            return super().get_traceback_html()
        return SafeString("")
