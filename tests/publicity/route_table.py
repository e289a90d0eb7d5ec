"""What each route answers to whom, for reading (GET) and for sending a form (POST).

An answer is a sign for each of `ROLES`, in their order: `.` the page, `>` led elsewhere (a visitor to signing in),
`x` not allowed, `?` not known (another agency's data do not exist for its staff), `-` not a way to ask this address.
The names say the rule; a route's two are its row. The year is public, with version 1, whose files were not drawn.
"""

ROLES = ("public", "stranger", "viewer", "editor", "approver", "administrator", "superuser")
SIGNS = {200: ".", 301: ">", 302: ">", 303: ">", 403: "x", 404: "?", 405: "-"}

ANYONE = "......."
LED_ON = ">>>>>>>"
UNKNOWN = "???????"
NO_WAY = "-------"
STAFF = ">......"  # whoever has signed in; lists hold one's own agencies alone
NO_WAY_FOR_STAFF = ">------"
NOBODY = ">xxxxxx"
OF_THE_AGENCY = ">?....."  # its members, and administrators
LED_ON_OF_THE_AGENCY = ">?>>>>>"
EDITORS = ">?x.x.."  # members who may enter data, and administrators
EDITORS_OF_ANY = ">.x.x.."  # before an agency is chosen
APPROVERS = ">?xx..."
ADMINISTRATORS = ">xxxx.."
ADMINISTRATORS_OF_SEEN = ">?xxx.."  # the object is known to its agency's members
SUPERUSERS = ">xxxxx."
NOBODY_OF_SEEN = ">?xxxxx"

_PAGE = (ANYONE, ANYONE)  # public pages show the same, whatever is sent to them
_API = (ANYONE, NO_WAY)
_LED_ON = (LED_ON, LED_ON)
_LOST = (UNKNOWN, UNKNOWN)

TABLE = {
    "/": _LED_ON,
    "/healthz": _PAGE,
    "/favicon.ico": _LED_ON,
    "/robots.txt": _PAGE,
    "/sitemap.xml": _PAGE,
    "/sitemap-pages.xml": _PAGE,
    "/sitemap-agencies.xml": _PAGE,
    "/sitemap-<year>-<part>.xml": _PAGE,
    "/publications.atom": _PAGE,
    "/api/": _PAGE,
    "/api/v1/": _API,
    "/api/v1/openapi.json": _API,
    "/api/v1/agencies/<agency>/": _API,
    "/api/v1/assessments/<agency>/<fiscal_year>/": _API,
    "/api/v1/scores/<agency>/<fiscal_year>/<indicator>/": _API,
    "/api/v1/measures/<agency>/<fiscal_year>/<number>/": _API,
    "/api/v1/publications/<agency>/<fiscal_year>/<version>/": _API,
    "/api/v1/<name>/": _API,
    "/api/v1/<rest>": (LED_ON, NO_WAY),
    "/open-data/": _PAGE,
    "/open-data/<year>/<table>.<form>": _PAGE,
    "/open-data/<year>/datapackage.json": _PAGE,
    "/open-data/catalog.jsonld": _PAGE,
    "/compare/": _PAGE,
    "/compare/selection.csv": _PAGE,
    "/display/": (UNKNOWN, LED_ON),
    "/glossary/": _PAGE,
    "/methodology/": _PAGE,
    "/methodology/<year>/": _PAGE,
    "/<agency>/": _LED_ON,
    "/<agency>/trend/": _PAGE,
    "/<agency>/publications.atom": _PAGE,
    "/<agency>/badge.svg": _PAGE,
    "/<agency>/card/": _PAGE,
    "/<agency>/<year>/": _PAGE,
    "/<agency>/<year>/badge.svg": _PAGE,
    "/<agency>/<year>/card/": _PAGE,
    "/<agency>/<year>/embed/": _PAGE,
    "/<agency>/<year>/indicators/<number>/": _PAGE,
    "/<agency>/<year>/lineage/<figure>/": _PAGE,
    "/<agency>/<year>/measures/": _PAGE,
    "/<agency>/<year>/what-if/": _PAGE,
    "/<agency>/<year>/report/": _PAGE,
    "/<agency>/<year>/report.pdf": _PAGE,
    "/<agency>/<year>/report.docx": _PAGE,
    "/<agency>/<year>/data.xlsx": _PAGE,
    "/<agency>/<year>/data.csv": _PAGE,
    "/<agency>/<year>/data.json": _PAGE,
    "/<agency>/<year>/v<version>/": _PAGE,
    "/<agency>/<year>/v<version>/badge.svg": _PAGE,
    "/<agency>/<year>/v<version>/card/": _PAGE,
    "/<agency>/<year>/v<version>/report.pdf": _LOST,
    "/<agency>/<year>/v<version>/report.docx": _LOST,
    "/<agency>/<year>/v<version>/data.xlsx": _LOST,
    "/<agency>/<year>/v<version>/data.csv": _LOST,
    "/<agency>/<year>/v<version>/data.json": _LOST,
    # --- The staff's own pages
    "/admin/": (STAFF, STAFF),
    "/admin/login/": (".>>>>>>", ANYONE),
    "/admin/logout/": (NO_WAY_FOR_STAFF, STAFF),
    "/admin/password_change/": (STAFF, STAFF),
    "/admin/password_change/done/": (STAFF, NO_WAY_FOR_STAFF),
    "/admin/autocomplete/": (NOBODY, NO_WAY_FOR_STAFF),  # without a field that is asked for
    "/admin/jsi18n/": (STAFF, NO_WAY_FOR_STAFF),
    "/admin/example/<slug>/": (ADMINISTRATORS, ADMINISTRATORS),
    "/admin/files/": (STAFF, STAFF),
    "/admin/new-year/<assessment>/": (EDITORS, ">?x>x>>"),
    "/admin/site-address/": (ADMINISTRATORS, ">xxxx>>"),
    # --- The record of changes: looked at, and by whoever works for the agency
    "/admin/audit/event/": (STAFF, STAFF),
    "/admin/audit/event/<event>/": (OF_THE_AGENCY, OF_THE_AGENCY),
    # --- Scores
    "/admin/assessments/assessment/": (STAFF, STAFF),
    "/admin/assessments/assessment/add/": (EDITORS_OF_ANY, EDITORS_OF_ANY),
    "/admin/assessments/assessment/import/": (EDITORS_OF_ANY, EDITORS_OF_ANY),
    "/admin/assessments/assessment/import/<name>/": (">?x?x??", ">?x?x??"),  # there is no such job
    "/admin/assessments/assessment/process_import/": (">-x-x--", ">>x>x>>"),
    "/admin/assessments/assessment/<object_id>/": _LED_ON,
    "/admin/assessments/assessment/<object_id>/change/": (OF_THE_AGENCY, EDITORS),
    "/admin/assessments/assessment/<object_id>/history/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/assessments/assessment/<object_id>/delete/": (NOBODY_OF_SEEN, NOBODY_OF_SEEN),  # a version keeps it
    # --- Criteria and national means
    **{
        f"/admin/assessments/{model}/{address}": row
        for model in ("criteria", "nationalmean")
        for address, row in {
            "": (STAFF, STAFF),
            "add/": (ADMINISTRATORS, ADMINISTRATORS),
            "<object_id>/": _LED_ON,
            "<object_id>/change/": (STAFF, ADMINISTRATORS),
            "<object_id>/history/": (STAFF, STAFF),
            "<object_id>/delete/": (ADMINISTRATORS, ADMINISTRATORS),
        }.items()
    },
    # --- Agencies
    "/admin/assessments/agency/": (STAFF, STAFF),
    "/admin/assessments/agency/add/": (ADMINISTRATORS, ADMINISTRATORS),
    "/admin/assessments/agency/<object_id>/": _LED_ON,
    "/admin/assessments/agency/<object_id>/change/": (OF_THE_AGENCY, ADMINISTRATORS_OF_SEEN),
    "/admin/assessments/agency/<object_id>/history/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/assessments/agency/<object_id>/delete/": (ADMINISTRATORS_OF_SEEN, ADMINISTRATORS_OF_SEEN),
    # --- Versions and wordings
    "/admin/itaportal/publication/": (STAFF, STAFF),
    "/admin/itaportal/publication/add/": (NOBODY, NOBODY),
    "/admin/itaportal/publication/for/<assessment>/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/itaportal/publication/for/<assessment>/publish/": (NO_WAY_FOR_STAFF, APPROVERS),
    "/admin/itaportal/publication/for/<assessment>/withdraw/<version>/": (NO_WAY_FOR_STAFF, APPROVERS),
    "/admin/itaportal/publication/for/<assessment>/texts/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/itaportal/publication/for/<assessment>/texts/confirm/": (NO_WAY_FOR_STAFF, ">?x...."),
    "/admin/itaportal/publication/<object_id>/": _LED_ON,
    "/admin/itaportal/publication/<object_id>/change/": (LED_ON_OF_THE_AGENCY, NOBODY_OF_SEEN),
    "/admin/itaportal/publication/<object_id>/history/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/itaportal/publication/<object_id>/delete/": (NOBODY_OF_SEEN, NOBODY_OF_SEEN),
    "/admin/itaportal/paragraphtext/for/<assessment>/": (OF_THE_AGENCY, EDITORS),
    "/admin/itaportal/paragraphtext/for/<assessment>/history/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/itaportal/paragraphtext/seal/<agency>/": (ADMINISTRATORS_OF_SEEN, ADMINISTRATORS_OF_SEEN),
    # --- Plans, progress and units
    "/admin/measures/measureplan/": (STAFF, STAFF),
    "/admin/measures/measureplan/add/": (EDITORS_OF_ANY, EDITORS_OF_ANY),
    "/admin/measures/measureplan/import/": (EDITORS_OF_ANY, EDITORS_OF_ANY),
    "/admin/measures/measureplan/import/<name>/": (">?x?x??", ">?x?x??"),
    "/admin/measures/measureplan/process_import/": (">-x-x--", ">>x>x>>"),
    "/admin/measures/measureplan/<plan>/progress/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/measures/measureplan/<plan>/progress/<measure>/": (OF_THE_AGENCY, EDITORS),
    "/admin/measures/measureplan/<plan>/progress/<measure>/<update>/": (">??????", ">??????"),  # nothing was reported
    "/admin/measures/measureplan/<object_id>/": _LED_ON,
    "/admin/measures/measureplan/<object_id>/change/": (OF_THE_AGENCY, EDITORS),
    "/admin/measures/measureplan/<object_id>/history/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/measures/measureplan/<object_id>/delete/": (ADMINISTRATORS_OF_SEEN, ADMINISTRATORS_OF_SEEN),
    "/admin/measures/unit/": (STAFF, STAFF),
    "/admin/measures/unit/add/": (EDITORS_OF_ANY, EDITORS_OF_ANY),
    "/admin/measures/unit/<object_id>/": _LED_ON,
    "/admin/measures/unit/<object_id>/change/": (OF_THE_AGENCY, EDITORS),
    "/admin/measures/unit/<object_id>/history/": (OF_THE_AGENCY, OF_THE_AGENCY),
    "/admin/measures/unit/<object_id>/delete/": (EDITORS, EDITORS),
    # --- People
    **{
        f"/admin/auth/user/{address}": (ADMINISTRATORS, ADMINISTRATORS)
        for address in (
            "",
            "add/",
            "<object_id>/change/",
            "<object_id>/history/",
            "<object_id>/delete/",
            "<id>/password/",
        )
    },
    "/admin/auth/user/<object_id>/": _LED_ON,
    "/admin/auth/group/": (ADMINISTRATORS, ADMINISTRATORS),
    "/admin/auth/group/add/": (SUPERUSERS, SUPERUSERS),
    "/admin/auth/group/<object_id>/": _LED_ON,
    "/admin/auth/group/<object_id>/change/": (ADMINISTRATORS, SUPERUSERS),
    "/admin/auth/group/<object_id>/history/": (ADMINISTRATORS, ADMINISTRATORS),
    "/admin/auth/group/<object_id>/delete/": (SUPERUSERS, SUPERUSERS),
}
