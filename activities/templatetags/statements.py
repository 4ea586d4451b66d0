from django import template

from activities.statements import with_trademark

register = template.Library()
register.filter("with_trademark", with_trademark)
