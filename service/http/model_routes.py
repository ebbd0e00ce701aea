"""/v1/models: which model versions there are and which one serves."""

from fastapi import APIRouter

from corpus.tables import ModelVersion
from service.http.access import Admitted
from service.http.schemas import ModelList, ModelView
from service.http.state import State
from service.registry import all_versions, find_serving

router = APIRouter(prefix="/v1/models", tags=["models"])


@router.get("")
def models(state: State, caller: Admitted) -> ModelList:
    """The versions with their scores, oldest first."""
    with state.sessions() as session:
        found = find_serving(session, state.settings)
        return ModelList(
            serving="" if found.version is None else found.version.name,
            notice=found.notice,
            endpoint=state.settings.endpoint_label,
            models=[_view(version) for version in all_versions(session)],
        )


def _view(version: ModelVersion) -> ModelView:
    scores = {evaluation.direction: evaluation.scores for evaluation in version.evaluations}
    return ModelView(
        name=version.name,
        status=version.status,
        base=version.base.rpartition("/")[2],  # where it lies on the server is nobody's business
        scores=scores,
        created_at=version.created_at,
    )
