"""The page over a stand-in engine as a server, with the address that sets the session cookie: see page_app.py."""

from pathlib import Path

from streamlit.starlette import App

from ui.session_route import session_routes

app = App(Path(__file__).with_name("page_app.py"), routes=session_routes())
