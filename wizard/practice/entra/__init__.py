"""The practice Entra: sign-in, Microsoft Graph and the provisioning service, on loopback, for an invented company."""

from wizard.practice.entra.apps import GALLERY_NAME, Settling
from wizard.practice.entra.directory import Directory
from wizard.practice.entra.service import PracticeEntra
from wizard.practice.entra.signin import PASSWORD, SignInService

__all__ = ["GALLERY_NAME", "PASSWORD", "Directory", "PracticeEntra", "Settling", "SignInService"]
