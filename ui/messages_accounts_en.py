"""Signing in and accounts in English; the other languages have the same keys and placeholders."""

from typing import Final

ACCOUNTS_ENGLISH: Final[dict[str, str]] = {
    "page_accounts": "Accounts",
    "role_translator": "Translator",
    "role_reviewer": "Reviewer",
    "role_admin": "Administrator",
    "role_translator_may": "Translates, comments, submits documents and proposes terms.",
    "role_reviewer_may": (
        "Everything that a translator may; approves and returns segments, decides on terms, changes the corpus and "
        "trains models."
    ),
    "role_admin_may": "Everything that a reviewer may; decides which model serves, and who may sign in.",
    "single_user": "Single user",
    "single_user_note": "Single-user mode: no sign-in, this machine only. Whoever sits at it may do everything.",
    "sign_in": "Sign in",
    "sign_in_title": "Sign in to Hoyaku",
    "sign_in_name": "Name",
    "sign_in_password": "Password",
    "sign_in_or": "or",
    "sign_in_provider": "Sign in with your organisation’s account",
    "sign_out": "Sign out",
    "signed_out": "You are signed out.",
    "session_ended": "The session of {name} has ended. After signing in again you find the page as it was.",
    "no_accounts": (
        "There is no account yet. Start Hoyaku with the setting HOYAKU_ACCOUNTS=required: it makes the account "
        "admin and prints its one-time password."
    ),
    "first_password_title": "Choose your own password",
    "first_password_note": (
        "The password that you signed in with was given to you by somebody else. Choose one that only you know."
    ),
    "first_password_current": "One-time password",
    "password_change": "Change the password",
    "password_current": "Current password",
    "password_new": "New password",
    "password_again": "New password, again",
    "password_rule": "At least 12 characters, and not your name. Several words are easy to remember and hard to guess.",
    "password_save": "Save the password",
    "password_differs": "The two new passwords differ.",
    "password_changed": "The password was changed. Your other browsers are signed out.",
    "account_name": "Name",
    "account_name_help": (
        "Stands as author beside everything that the person does. With an identity provider: the e-mail address."
    ),
    "account_role": "Role",
    "account_state": "State",
    "account_seen": "Last seen",
    "account_created": "Created",
    "account_active": "Active",
    "account_provider": "Active, by identity provider",
    "account_new": "One-time password not yet changed",
    "account_expired": "One-time password expired",
    "account_locked": "Locked after wrong passwords",
    "account_inactive": "Deactivated",
    "account_add": "New account",
    "account_create": "Create",
    "account_by_provider": "Signs in through the identity provider only",
    "account_password": (
        "One-time password of {name}. It is shown only now; hand it over in person. It opens the account for {hours} "
        "hours and must be changed at the first sign-in."
    ),
    "account_password_noted": "Noted, hide it",
    "account_reset": "New one-time password",
    "account_deactivate": "Deactivate",
    "account_activate": "Activate",
    "account_unlock": "Unlock",
    "account_events": "What happened",
    "account_created_done": "The account {name} was created.",
    "account_reset_done": "{name} has a new one-time password and is signed out everywhere.",
    "account_role_done": "{name} is now: {role}.",
    "account_deactivated_done": "{name} can no longer sign in and is signed out everywhere.",
    "account_activated_done": "{name} can sign in.",
    "account_event_created": "Account created",
    "account_event_role_translator": "Role: translator",
    "account_event_role_reviewer": "Role: reviewer",
    "account_event_role_admin": "Role: administrator",
    "account_event_deactivated": "Deactivated",
    "account_event_activated": "Activated",
    "account_event_reset": "New one-time password",
    "account_event_password": "Changed the password",
    "account_event_signed_in": "Signed in",
    "account_event_failed": "Wrong password",
    "account_event_expired": "One-time password expired",
    "account_event_token_added": "Token added",
    "account_event_token_revoked": "Token revoked",
    "account_event_locked": "Wrong password; locked",
    "reviewers_only": "For reviewers and administrators.",
    "admins_only": "For administrators.",
    "error_forbidden": "Your role does not allow this. Ask a reviewer or an administrator.",
    "error_signed_out": "You are signed out. Sign in again; nothing that you typed is lost.",
    "error_one_time_expired": "This one-time password has expired. Ask an administrator for another one.",
    "error_sign_in": (
        "The name or the password is wrong, or the account is locked for a while after repeated failures. Try "
        "again later, or ask an administrator."
    ),
    "error_current_password": (
        "The current password is wrong, or the account is locked for a while after repeated failures."
    ),
    "error_password_short": "The password needs at least 12 characters.",
    "error_password_long": "The password has more than 1,024 characters.",
    "error_password_name": "The password is little more than the name. Choose another one.",
    "error_password_simple": "The password repeats a few characters. Choose another one.",
    "error_password_same": "This is the present password. Choose another one.",
    "error_name_unfit": "A name has 1 to 100 visible characters.",
    "error_name_taken": "There is an account of this name already, perhaps written a little differently.",
    "error_no_account": "There is no such account any more.",
    "error_last_admin": "This is the last active administrator. Make somebody else one first.",
    "error_oidc_unverified": "The identity provider gave no verified e-mail address. Ask its administrator.",
    "error_oidc_unknown": "There is no active account for your e-mail address. Ask an administrator.",
}
