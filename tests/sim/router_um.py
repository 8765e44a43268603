"""User Manager of the simulated router: menus that are there only where its package is, called otherwise in RouterOS 6."""

from router_tables import ON, Menu, check_bool, check_duration, check_text

USER = {"password": check_text, "shared-users": check_text, "caller-id": check_text, "disabled": check_bool, "comment": check_text}
LIMITS = {"name": check_text, "download-limit": check_text, "upload-limit": check_text, "transfer-limit": check_text, "uptime-limit": check_duration}
NO_LIMITS = {"download-limit": "0", "upload-limit": "0", "transfer-limit": "0", "uptime-limit": "0s"}
PROFILE = {"name": check_text, "name-for-users": check_text, "price": check_text, "validity": check_text}


def named(settable, **more):
    return Menu(settable, required=("name",), unique=lambda v: v.get("name"), **more)


MENUS = {
    7: {
        "/user-manager": Menu({"enabled": check_bool, "use-profiles": check_bool}, verbs=("set",)),
        "/user-manager/user": named({"name": check_text, "otp-secret": check_text, "group": check_text, "attributes": check_text, **USER}, defaults={**ON, "group": "default"},
                                    secrets=("password", "otp-secret")),
        "/user-manager/profile": named({**PROFILE, "starts-when": check_text, "override-shared-users": check_text, "comment": check_text}, defaults={"starts-when": "assigned"}),
        "/user-manager/user-profile": Menu({"user": check_text, "profile": check_text}, counters={"state": "waiting", "end-time": "not-yet-running"}, verbs=("add", "remove")),
        "/user-manager/limitation": named(LIMITS, defaults=NO_LIMITS),
        "/user-manager/profile-limitation": Menu({"profile": check_text, "limitation": check_text, "from-time": check_duration, "till-time": check_duration, "weekdays": check_text}),
        "/user-manager/payment": Menu({name: check_text for name in ("user", "profile", "price", "currency", "trans-start", "trans-end", "trans-status", "method", "user-message")}),
        "/user-manager/session": Menu({}, counters={name: "" for name in ("user", "started", "ended", "download", "upload", "status", "terminate-cause")}, verbs=("remove",)),
    },
    6: {
        "/tool/user-manager/user": Menu({"customer": check_text, "username": check_text, "phone": check_text, "email": check_text, "first-name": check_text, "last-name": check_text, **USER},
                                        counters={"actual-profile": "", "download-used": "0", "upload-used": "0"}, defaults=ON, required=("username",),
                                        unique=lambda v: v.get("username")),
        "/tool/user-manager/profile": named({"owner": check_text, "starts-at": check_text, **PROFILE}),
        "/tool/user-manager/profile/limitation": named({"owner": check_text, **LIMITS}, defaults=NO_LIMITS),
        "/tool/user-manager/profile/profile-limitation": Menu({"profile": check_text, "limitation": check_text}),
        "/tool/user-manager/payment": Menu({name: check_text for name in ("user", "price", "currency", "trans-status", "result-code")}),
        "/tool/user-manager/session": Menu({}, counters={name: "" for name in ("user", "download", "upload", "status")}, verbs=("remove",)),
    },
}
