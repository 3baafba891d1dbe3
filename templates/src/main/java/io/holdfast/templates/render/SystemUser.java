package io.holdfast.templates.render;

/// A user without a login shell, with a group of the same name, that a service runs as.
public record SystemUser(String name, String home) {}
