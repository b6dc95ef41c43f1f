"""The exported BPMN runs in another engine, step for step as ours does."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from onelane import catalogue
from onelane.catalogue.spec import Words
from onelane.office.cases import bpmn
from onelane.office.cases import path as paths
from onelane.office.cases.path import Path
from rules.test_path_walks import PLANS

TITLE = Words("新车注册登记", "First registration")


def exported(plan: list[Any]) -> str:
    """Return the XML of a plan whose steps have no names in the catalogue."""
    return bpmn.export(Path.from_plan(plan), "service", TITLE, {})


def started(xml: str) -> BpmnWorkflow:
    """Start the process in SpiffWorkflow."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml.encode()))
    workflow = BpmnWorkflow(parser.get_spec("service"))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> dict[str, Any]:
    """Return the user tasks that may be done, by step."""
    waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
    return {task.task_spec.bpmn_id: task for task in waiting}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("choice", [0, -1])
def test_another_engine_opens_the_same_steps_up_to_the_end(name: str, choice: int) -> None:
    path, workflow = Path.from_plan(PLANS[name]), started(exported(PLANS[name]))
    marking = paths.start(path)

    while not paths.ended(marking):
        waiting = ready(workflow)
        assert set(waiting) == set(paths.open_steps(marking))
        step = sorted(waiting)[choice]
        waiting[step].run()
        workflow.do_engine_steps()
        marking = paths.complete(path, marking, step)

    assert workflow.completed


def test_steps_are_named_in_both_languages() -> None:
    offered = catalogue.load()
    service = offered.service("first-registration")
    names = {code: station.name for code, station in offered.vocabulary.stations.items()}
    xml = bpmn.export(Path.from_plan(service.path), service.code, service.title, names)

    tasks = etree.fromstring(xml.encode()).findall(f".//{{{bpmn.MODEL}}}userTask")
    assert [task.get("id") for task in tasks] == list(service.steps)
    assert tasks[0].get("name") == "受理 / Acceptance"


@pytest.mark.parametrize("name", PLANS)
def test_every_shape_has_a_place_of_its_own_and_every_flow_a_line(name: str) -> None:
    root = etree.fromstring(exported(PLANS[name]).encode())
    flows = {flow.get("id") for flow in root.iter(f"{{{bpmn.MODEL}}}sequenceFlow")}
    lines = {line.get("bpmnElement") for line in root.iter(f"{{{bpmn.DRAWING}}}BPMNEdge")}
    corners = [(box.get("x"), box.get("y")) for box in root.iter(f"{{{bpmn.BOUNDS}}}Bounds")]

    assert flows == lines
    assert len(set(corners)) == len(corners)


def test_a_line_leads_to_the_right() -> None:
    for line in etree.fromstring(exported(PLANS["deep"]).encode()).iter(f"{{{bpmn.DRAWING}}}BPMNEdge"):
        begin, end = (int(point.get("x", "")) for point in line)
        assert begin < end
