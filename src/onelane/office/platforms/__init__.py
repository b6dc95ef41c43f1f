"""Platforms (对接平台): government sites and phone apps that let citizens apply here, and what they are told."""
