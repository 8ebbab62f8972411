"""The proof of one act: what anybody needs to check offline that a log committed to it, as one JSON document."""

import base64
import json
from typing import Final

from shared.proof.acts import LoggedLeaf, SignedCheckpoint
from shared.proof.canonical import Json
from shared.proof.log import Log
from shared.proof.merkle import inclusion_proof
from shared.proof.tiles import node_reader

FORMAT: Final = "plis-receipt-2"


def act_proof(object_id: str, *, log: Log) -> dict[str, Json] | None:
    """Write the proof of an act under the best checkpoint that covers it; None while there is none.

    Its time stamp is null until the authority has answered (en attente d'horodatage), its witnesses come later too:
    what is asked again may prove more, never something else.
    """
    leaf = log.leaf_of(object_id)
    checkpoint = None if leaf is None or leaf.position is None else log.covering(leaf.position)
    return None if leaf is None or checkpoint is None else _written(leaf, checkpoint, log)


def _written(leaf: LoggedLeaf, checkpoint: SignedCheckpoint, log: Log) -> dict[str, Json]:
    position = -1 if leaf.position is None else leaf.position
    proof = inclusion_proof(position, checkpoint.size, node_reader(log.load_tile))
    place, stamp = leaf.place, checkpoint.stamp
    return {
        "format": FORMAT,
        "act": json.loads(leaf.act.content),
        "salt": leaf.act.salt.hex(),
        "batch": None if place is None else {"index": place.index, "proof": [node.hex() for node in place.path]},
        "leaf_index": position,
        "proof": [node.hex() for node in proof],
        "checkpoint": checkpoint.note,
        "log_key": checkpoint.log_key,
        "witnesses": [{"key": one.key, "line": one.line} for one in checkpoint.witnesses],
        "time_stamp": None
        if stamp is None
        else {"token": base64.b64encode(stamp.token).decode(), "root": stamp.root_pem},
    }
