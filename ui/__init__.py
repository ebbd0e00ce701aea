"""The Streamlit app and the command line; they render what the layers below return."""
