package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;

/// Who answers for this cluster; shown to a second operator who finds it locked.
public record Contact(@Default("\"\"") String owner, @Default("\"\"") String phone) {}
