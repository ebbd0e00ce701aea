"""Accounts in Japanese."""

from typing import Final

ACCOUNTS_JAPANESE: Final[dict[str, str]] = {
    "page_accounts": "アカウント",
    "role_translator": "翻訳者",
    "role_reviewer": "校閲者",
    "role_admin": "管理者",
    "role_translator_may": "翻訳、コメント、文書の提出及び用語の提案ができます。",
    "role_reviewer_may": (
        "翻訳者の操作に加え、文の承認・差戻し、用語の決定、対訳データの変更及びモデルの学習ができます。"
    ),
    "role_admin_may": "校閲者の操作に加え、使用するモデルの決定及びアカウントの管理ができます。",
    "single_user": "単独利用",
    "single_user_note": "単独利用モード：ログイン不要、このコンピューター専用。操作者はすべての操作を行えます。",
    "sign_in": "ログイン",
    "sign_in_title": "Hoyaku にログイン",
    "sign_in_name": "ユーザー名",
    "sign_in_password": "パスワード",
    "sign_in_or": "または",
    "sign_in_provider": "所属組織のアカウントでログイン",
    "sign_out": "ログアウト",
    "signed_out": "ログアウトしました。",
    "session_ended": "{name} さんのセッションは終了しました。再度ログインすると、元の画面に戻ります。",
    "no_accounts": (
        "アカウントがまだありません。HOYAKU_ACCOUNTS=required を設定して起動すると、アカウント admin が作成され、"
        "初回用パスワードが表示されます。"
    ),
    "first_password_title": "パスワードの設定",
    "first_password_note": (
        "ログインに使用したのは、他の人から渡されたパスワードです。本人だけが知るパスワードを設定してください。"
    ),
    "first_password_current": "初回用パスワード",
    "password_change": "パスワードの変更",
    "password_current": "現在のパスワード",
    "password_new": "新しいパスワード",
    "password_again": "新しいパスワード（確認）",
    "password_rule": "12文字以上で、ユーザー名と異なるもの。複数の単語を並べると、覚えやすく推測されにくくなります。",
    "password_save": "パスワードを保存",
    "password_differs": "新しいパスワードが一致しません。",
    "password_changed": "パスワードを変更しました。他のブラウザーからはログアウトされます。",
    "account_name": "ユーザー名",
    "account_name_help": "操作の記録に作業者名として残ります。外部認証を使う場合は、メールアドレスを入力してください。",
    "account_role": "役割",
    "account_state": "状態",
    "account_seen": "最終利用",
    "account_created": "作成日時",
    "account_active": "有効",
    "account_provider": "有効（外部認証）",
    "account_new": "初回用パスワードのまま",
    "account_expired": "初回用パスワードの期限切れ",
    "account_locked": "パスワードの誤りによりロック中",
    "account_inactive": "無効",
    "account_add": "アカウントの追加",
    "account_create": "作成",
    "account_by_provider": "外部認証でのみログインする",
    "account_password": (
        "{name} さんの初回用パスワード。表示されるのは今回限りです。本人に直接渡してください。"
        "有効期限は {hours} 時間で、初回ログイン時に変更が必要です。"
    ),
    "account_password_noted": "控えたので閉じる",
    "account_reset": "初回用パスワードを再発行",
    "account_deactivate": "無効にする",
    "account_activate": "有効にする",
    "account_unlock": "ロックを解除",
    "account_events": "履歴",
    "account_created_done": "アカウント {name} を作成しました。",
    "account_reset_done": "{name} の初回用パスワードを再発行し、すべてのブラウザーからログアウトさせました。",
    "account_role_done": "{name} の役割を変更しました：{role}",
    "account_deactivated_done": "{name} を無効にし、すべてのブラウザーからログアウトさせました。",
    "account_activated_done": "{name} はログインできます。",
    "account_event_created": "アカウントの作成",
    "account_event_role_translator": "役割：翻訳者",
    "account_event_role_reviewer": "役割：校閲者",
    "account_event_role_admin": "役割：管理者",
    "account_event_deactivated": "無効化",
    "account_event_activated": "有効化",
    "account_event_reset": "初回用パスワードの再発行",
    "account_event_password": "パスワードの変更",
    "account_event_signed_in": "ログイン",
    "account_event_failed": "パスワードの誤り",
    "account_event_expired": "期限切れの初回用パスワード",
    "account_event_token_added": "トークンを追加",
    "account_event_token_revoked": "トークンを失効",
    "account_event_locked": "パスワードの誤り（ロック）",
    "reviewers_only": "校閲者及び管理者に限ります。",
    "admins_only": "管理者に限ります。",
    "error_forbidden": "この操作は現在の権限では行えません。校閲者又は管理者に依頼してください。",
    "error_signed_out": "ログアウトしています。再度ログインしてください。入力した内容は失われません。",
    "error_one_time_expired": "この初回用パスワードは有効期限が切れています。管理者に再発行をご依頼ください。",
    "error_sign_in": (
        "ユーザー名若しくはパスワードが正しくないか、又は誤りが続いたためアカウントが一時的にロックされています。"
        "時間をおいて再度お試しいただくか、管理者にお問い合わせください。"
    ),
    "error_current_password": (
        "現在のパスワードが正しくないか、誤りが続いたためアカウントが一時的にロックされています。"
    ),
    "error_password_short": "パスワードは12文字以上で入力してください。",
    "error_password_long": "パスワードが1,024文字を超えています。",
    "error_password_name": "ユーザー名とほぼ同じパスワードは使えません。別のものにしてください。",
    "error_password_simple": "同じ文字の繰返しは使えません。別のものにしてください。",
    "error_password_same": "現在のパスワードと同じです。別のものにしてください。",
    "error_name_unfit": "ユーザー名は、表示可能な1文字以上100文字以内の文字で入力してください。",
    "error_name_taken": (
        "同じユーザー名（全角・半角又は大文字・小文字のみが異なるものを含む。）のアカウントが既にあります。"
    ),
    "error_no_account": "このアカウントは既に存在しません。",
    "error_last_admin": "最後の有効な管理者です。先に他の人を管理者にしてください。",
    "error_oidc_unverified": (
        "外部認証から、確認済みのメールアドレスが得られませんでした。認証基盤の管理者にお問い合わせください。"
    ),
    "error_oidc_unknown": (
        "お使いのメールアドレスに対応する有効なアカウントがありません。管理者にお問い合わせください。"
    ),
}
