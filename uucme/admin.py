from django.contrib.admin import AdminSite


class OfficeSite(AdminSite):
    site_header = "UUCME office"
    site_title = "UUCME office"
    index_title = "The office"
    site_url = "/"
