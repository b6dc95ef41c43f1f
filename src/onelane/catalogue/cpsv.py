"""The catalogue as linked data: CPSV-AP 3.2, the vocabulary in which European directories list public services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, SKOS, XSD

if TYPE_CHECKING:
    from onelane.catalogue.loader import Catalogue
    from onelane.catalogue.spec import Material, Service, Words

CPSV = Namespace("http://purl.org/vocab/cpsv#")
CV = Namespace("http://data.europa.eu/m8g/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
LANGUAGES = ("zh-Hans", "en")
ADMS = Namespace("http://www.w3.org/ns/adms#")
STATUS = Namespace("http://purl.org/adms/status/")


def turtle(known: Catalogue, address: str) -> str:
    """Return all services in Turtle; `address` is where this office is found, and names each thing."""
    return graph(known, address).serialize(format="turtle")


def graph(known: Catalogue, address: str) -> Graph:
    """Return all services as a graph: what each needs, gives, costs, rests on, and over which channels it comes."""
    found, root = Graph(), address.rstrip("/")
    for prefix, space in (("cpsv", CPSV), ("cv", CV), ("eli", ELI), ("dct", DCTERMS), ("skos", SKOS), ("adms", ADMS)):
        found.bind(prefix, space)
    offices = [_office(found, root, code, one.name) for code, one in known.offices.items()]
    for service in known.services.values():
        _service(found, root, known, service, offices)
    return found


def _office(found: Graph, root: str, code: str, name: Words) -> URIRef:
    office = URIRef(f"{root}/offices/{code}")
    found.add((office, RDF.type, CV.PublicOrganisation))
    found.add((office, DCTERMS.identifier, Literal(code)))
    _say(found, office, SKOS.prefLabel, name)
    found.add((office, DCTERMS.spatial, URIRef("http://publications.europa.eu/resource/authority/country/CHN")))
    return office


def _service(found: Graph, root: str, known: Catalogue, service: Service, offices: list[URIRef]) -> None:
    node = URIRef(f"{root}/services/{service.code}")
    found.add((node, RDF.type, CPSV.PublicService))
    found.add((node, DCTERMS.identifier, Literal(service.code)))
    _say(found, node, DCTERMS.title, service.title)
    _say(found, node, DCTERMS.description, service.summary or service.title)
    for office in offices:
        found.add((node, CV.hasCompetentAuthority, office))
    for word in service.said:
        found.add((node, DCAT.keyword, Literal(word, lang="en" if word.isascii() else "zh-Hans")))
    found.add((node, ADMS.status, STATUS.Completed if service.offered else STATUS.UnderDevelopment))
    found.add((node, CV.processingTime, Literal(f"P{service.limit_days}D", datatype=XSD.duration)))
    for language in ("ZHO", "ENG"):
        found.add(
            (node, DCTERMS.language, URIRef(f"http://publications.europa.eu/resource/authority/language/{language}"))
        )
    _needs(found, root, known, service, node)
    _gives(found, root, known, service, node)
    for channel in service.offered:
        place = URIRef(f"{node}#{channel}")
        found.add((place, RDF.type, CV.Channel))
        found.add((place, DCTERMS.identifier, Literal(channel)))
        found.add((node, CV.hasChannel, place))
        if channel == "online":
            found.add((place, FOAF.page, node))


def _needs(found: Graph, root: str, known: Catalogue, service: Service, node: URIRef) -> None:
    for name in service.needs:
        rule = URIRef(f"{root}/rules/{name}")
        found.add((rule, RDF.type, CV.Requirement))
        found.add((rule, DCTERMS.identifier, Literal(name)))
        _say(found, rule, DCTERMS.title, known.vocabulary.rules[name].name)
        found.add((node, CV.holdsRequirement, rule))
    for name in service.materials:
        found.add((node, CPSV.hasInput, _material(found, root, known.vocabulary.materials[name])))
    for text in service.law:
        law = BNode()
        found.add((law, RDF.type, ELI.LegalResource))
        found.add((law, DCTERMS.title, Literal(text)))
        found.add((node, CV.hasLegalResource, law))


def _material(found: Graph, root: str, material: Material) -> URIRef:
    paper = URIRef(f"{root}/materials/{material.code}")
    found.add((paper, RDF.type, CV.Evidence))
    found.add((paper, DCTERMS.identifier, Literal(material.code)))
    _say(found, paper, DCTERMS.title, material.name)
    return paper


def _gives(found: Graph, root: str, known: Catalogue, service: Service, node: URIRef) -> None:
    for name in service.issues:
        paper = URIRef(f"{root}/papers/{name}")
        found.add((paper, RDF.type, CV.Output))
        found.add((paper, DCTERMS.identifier, Literal(name)))
        _say(found, paper, DCTERMS.title, known.vocabulary.papers[name].name)
        found.add((node, CPSV.produces, paper))
    for name in service.fees:
        fee, cost = known.vocabulary.fees[name], URIRef(f"{root}/fees/{name}")
        found.add((cost, RDF.type, CV.Cost))
        found.add((cost, DCTERMS.identifier, Literal(name)))
        found.add((cost, CV.value, Literal(f"{fee.amounts[-1].fen / 100:.2f}", datatype=XSD.decimal)))
        found.add((cost, CV.currency, URIRef("http://publications.europa.eu/resource/authority/currency/CNY")))
        _say(found, cost, DCTERMS.description, fee.name)
        found.add((node, CV.hasCost, cost))


def _say(found: Graph, node: URIRef, as_what: URIRef, words: Words) -> None:
    for language, text in zip(LANGUAGES, (words.zh, words.en), strict=True):
        found.add((node, as_what, Literal(text, lang=language)))
