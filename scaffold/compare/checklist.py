"""The article's "choose Django if", "choose Flask if" and "when to choose", to tick.

In our own words, as sentences that a team can say of itself. Each points to what this
page shows about it; nothing here decides.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """``name`` is short and lasting: it stands in the addresses that teams share.

    ``evidence`` are places on the page and what to call them.
    """

    name: str
    favours: str
    says: str
    look: str
    evidence: tuple[tuple[str, str], ...]


REASONS = (
    Reason(
        name="whole-application",
        favours="django",
        says="We build a whole web application: pages, accounts, an admin, an API.",
        look="How much of it comes with the framework, and how much had to be added.",
        evidence=(("glance", "At a glance"),),
    ),
    Reason(
        name="soon",
        favours="django",
        says="We have to show something soon.",
        look="The lines that are ours to write and to keep, concern by concern.",
        evidence=(("glance", "Lines by concern"), ("forms", "Forms")),
    ),
    Reason(
        name="admin",
        favours="django",
        says="Colleagues will look after the data in an admin.",
        look="Both admins have the spec's columns; permissions and history differ.",
        evidence=(("admin", "Admin"),),
    ),
    Reason(
        name="many-models",
        favours="django",
        says="Our data has many models that refer to each other.",
        look="What a field declares at once, and what is said again elsewhere.",
        evidence=(("models", "Models"), ("claim-complex-queries", "Complex queries")),
    ),
    Reason(
        name="database",
        favours="django",
        says="Most of our work is between the application and its database.",
        look="How a query reads, and how a change of the models reaches the tables.",
        evidence=(("queries", "Queries"), ("migrations", "Migrations")),
    ),
    Reason(
        name="large",
        favours="django",
        says="It will grow large, and newcomers should know where things are.",
        look="What the framework lays down, and what the project decides itself.",
        evidence=(("layout", "Project layout"), ("settings", "Settings")),
    ),
    Reason(
        name="api",
        favours="flask",
        says="We build an API or a small service, with hardly any pages.",
        look="The API takes an extension on either side; the bare figures count most.",
        evidence=(("api", "JSON API"), ("claim-microservices", "Microservices")),
    ),
    Reason(
        name="control",
        favours="flask",
        says="We want to choose each part ourselves, and to exchange it later.",
        look="Which extension does which job, and what holds them together.",
        evidence=(("settings", "Settings"), ("auth", "Accounts and login")),
    ),
    Reason(
        name="light",
        favours="flask",
        says="It must start fast and stay small.",
        look="Bare and matched are two answers: which of them will ours be like?",
        evidence=(("claim-start-up", "Start-up"), ("claim-memory", "Memory")),
    ),
    Reason(
        name="learn",
        favours="flask",
        says="We want to understand the whole of it by building it.",
        look="A page as one function, read from top to bottom, beside a generic view.",
        evidence=(("pages", "Pages"), ("layout", "Project layout")),
    ),
    Reason(
        name="prototype",
        favours="flask",
        says="It is a prototype, and may be thrown away.",
        look="How few files the first route needs, and when the others come.",
        evidence=(("health", "Health"), ("layout", "Project layout")),
    ),
)
