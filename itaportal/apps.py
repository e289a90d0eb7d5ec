from django.apps import AppConfig


class ItaPortalConfig(AppConfig):
    name = "itaportal"
    verbose_name = "ITA Portal"
