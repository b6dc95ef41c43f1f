"""The path of a service as BPMN 2.0 (业务流程图), with a drawing, for tools that read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from onelane.catalogue.plan import Node
from onelane.catalogue.spec import Words
from onelane.office.cases.path import Path

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
COLUMN, ROW, MARGIN = 150, 110, 60
TASK, GATEWAY, EVENT = (110, 70), (50, 50), (36, 36)


@dataclass(frozen=True, slots=True)
class Shape:
    """One node of the diagram, centred in its column and row."""

    id: str
    tag: str
    name: str
    size: tuple[int, int]
    column: int
    row: int

    @property
    def corner(self) -> tuple[int, int]:
        """The upper left corner."""
        centre = MARGIN + self.column * COLUMN + TASK[0] // 2, MARGIN + self.row * ROW + TASK[1] // 2
        return centre[0] - self.size[0] // 2, centre[1] - self.size[1] // 2

    def side(self, share: int) -> tuple[int, int]:
        """The middle of the left side for 0, of the right side for 1."""
        x, y = self.corner
        return x + share * self.size[0], y + self.size[1] // 2


@dataclass
class _Drawing:
    """Shapes and flows, found by walking the nested plan."""

    names: Mapping[str, Words]
    shapes: dict[str, Shape] = field(default_factory=dict)
    flows: list[tuple[str, str]] = field(default_factory=list)
    forks: int = 0

    def put(self, shape: Shape, before: str) -> str:
        """Add a shape behind another."""
        self.shapes[shape.id] = shape
        self.flows += [(before, shape.id)] if before else []
        return shape.id

    def in_order(self, row: tuple[Node, ...], before: str, column: int, line: int) -> tuple[str, int, int]:
        """Draw parts in order; return the last shape, the next column and the height."""
        height = 1
        for part in row:
            if isinstance(part, str):
                before = self.put(self._task(part, column, line), before)
                column += 1
            else:
                before, column, tall = self._side_by_side(part, before, column, line)
                height = max(height, tall)
        return before, column, height

    def _side_by_side(self, branches: tuple[Node, ...], before: str, column: int, line: int) -> tuple[str, int, int]:
        self.forks += 1
        number = self.forks
        fork = self.put(Shape(f"fork.{number}", "parallelGateway", "", GATEWAY, column, line), before)
        ends, widest, height = [], column + 1, 0
        for branch in branches:
            row = (branch,) if isinstance(branch, str) else branch
            end, next_column, tall = self.in_order(row, fork, column + 1, line + height)
            ends.append(end)
            widest, height = max(widest, next_column), height + tall
        join = self.put(Shape(f"join.{number}", "parallelGateway", "", GATEWAY, widest, line), "")
        self.flows += [(end, join) for end in ends]
        return join, widest + 1, height

    def _task(self, step: str, column: int, line: int) -> Shape:
        words = self.names.get(step)
        return Shape(step, "userTask", f"{words.zh} / {words.en}" if words else step, TASK, column, line)


def export(path: Path, process: str, title: Words, names: Mapping[str, Words]) -> str:
    """Return BPMN 2.0 XML: user tasks named in both languages, parallel gateways, and where each shape stands."""
    drawing = _Drawing(names)
    first = drawing.put(Shape("start", "startEvent", "", EVENT, 0, 0), "")
    last, column, _ = drawing.in_order(path.plan, first, 1, 0)
    drawing.put(Shape("end", "endEvent", "", EVENT, column, 0), last)
    for prefix, space in (("bpmn", MODEL), ("bpmndi", DRAWING), ("dc", BOUNDS), ("di", LINES)):
        register_namespace(prefix, space)
    root = Element(f"{{{MODEL}}}definitions", id=f"{process}-definitions", targetNamespace="urn:onelane")
    _write_process(root, process, title, drawing)
    _write_drawing(root, process, drawing)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _write_process(root: Element, process: str, title: Words, drawing: _Drawing) -> None:
    attributes = {"id": process, "name": f"{title.zh} / {title.en}", "isExecutable": "true"}
    body = SubElement(root, f"{{{MODEL}}}process", attributes)
    for shape in drawing.shapes.values():
        node = SubElement(body, f"{{{MODEL}}}{shape.tag}", id=shape.id)
        if shape.name:
            node.set("name", shape.name)
        for source, target in drawing.flows:
            if target == shape.id:
                SubElement(node, f"{{{MODEL}}}incoming").text = _flow_id(source, target)
        for source, target in drawing.flows:
            if source == shape.id:
                SubElement(node, f"{{{MODEL}}}outgoing").text = _flow_id(source, target)
    for source, target in drawing.flows:
        ends = {"id": _flow_id(source, target), "sourceRef": source, "targetRef": target}
        SubElement(body, f"{{{MODEL}}}sequenceFlow", ends)


def _write_drawing(root: Element, process: str, drawing: _Drawing) -> None:
    diagram = SubElement(root, f"{{{DRAWING}}}BPMNDiagram", id=f"{process}-diagram")
    plane = SubElement(diagram, f"{{{DRAWING}}}BPMNPlane", id=f"{process}-plane", bpmnElement=process)
    for shape in drawing.shapes.values():
        drawn = SubElement(plane, f"{{{DRAWING}}}BPMNShape", id=f"{shape.id}-shape", bpmnElement=shape.id)
        (x, y), (width, height) = shape.corner, shape.size
        box = {"x": str(x), "y": str(y), "width": str(width), "height": str(height)}
        SubElement(drawn, f"{{{BOUNDS}}}Bounds", box)
    for source, target in drawing.flows:
        name = _flow_id(source, target)
        line = SubElement(plane, f"{{{DRAWING}}}BPMNEdge", id=f"{name}-edge", bpmnElement=name)
        for x, y in (drawing.shapes[source].side(1), drawing.shapes[target].side(0)):
            SubElement(line, f"{{{LINES}}}waypoint", x=str(x), y=str(y))


def _flow_id(source: str, target: str) -> str:
    return f"flow-{source}-{target}"
