"""Where a model's files lie: in the folder named, or in the hub's cache for a model named as owner/name."""

from pathlib import Path

from service.errors import ModelError

_OTHER_FRAMEWORKS = ["*.h5", "*.msgpack", "*.onnx", "*.ot", "*.tflite"]  # the same weights, never read here


def is_hub_name(name: str) -> bool:
    """Whether this can only be the name of a model on the hub, owner/name."""
    path = Path(name).expanduser()
    return name.count("/") == 1 and not path.is_absolute() and not name.startswith(".") and not path.exists()


def model_folder(name_or_folder: str | Path) -> Path:
    """The folder itself, or that of a hub model, which is downloaded on the first use.

    ModelError where there is no such folder, or the hub model cannot be fetched.
    """
    name = str(name_or_folder)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if not is_hub_name(name):
        raise ModelError(
            f"There is no model folder {name}; train one, or set HOYAKU_MODEL to a folder or a hub name.",
            case="model_missing",
            model=name,
        )
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=_OTHER_FRAMEWORKS))
    except Exception as error:  # the hub's client raises a dozen kinds, network libraries' own among them
        told = f"The hub model {name} cannot be fetched ({type(error).__name__}); name a folder."
        raise ModelError(told, case="model_hub", model=name) from error
