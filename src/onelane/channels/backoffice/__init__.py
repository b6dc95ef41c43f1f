"""The pages behind the lane: review, plate room, certificate room, manager, auditor."""
