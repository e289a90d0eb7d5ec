"""Addresses for other programs and other sites. They stand in others' pages and settings, and never change."""

from django.urls import path

from . import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    # All at the root: a sitemap may only list what lies beside and below it.
    path("sitemap-pages.xml", views.sitemap_pages, name="sitemap-pages"),
    path("sitemap-agencies.xml", views.sitemap_agencies, name="sitemap-agencies"),
    path("sitemap-<int:year>-<int:part>.xml", views.sitemap_year, name="sitemap-year"),
    path("publications.atom", views.feed, name="feed"),
    path("open-data/catalog.jsonld", views.catalog, name="catalog"),
    path("open-data/<int:year>/datapackage.json", views.datapackage, name="datapackage"),
    path("<slug:agency>/publications.atom", views.feed, name="agency-feed"),
    path("<slug:agency>/badge.svg", views.badge, name="badge"),
    path("<slug:agency>/card/", views.card, name="card"),
    path("<slug:agency>/<int:year>/badge.svg", views.badge, name="badge-year"),
    path("<slug:agency>/<int:year>/card/", views.card, name="card-year"),
    path("<slug:agency>/<int:year>/v<int:version>/badge.svg", views.badge, name="badge-version"),
    path("<slug:agency>/<int:year>/v<int:version>/card/", views.card, name="card-version"),
    path("<slug:agency>/<int:year>/embed/", views.embed, name="embed"),
]
