"""The page as a server: `streamlit run ui/server.py`, which `hoyaku ui` runs."""

from pathlib import Path

from streamlit.starlette import App

from ui.session_route import session_routes

app = App(Path(__file__).with_name("app.py"), routes=session_routes())
