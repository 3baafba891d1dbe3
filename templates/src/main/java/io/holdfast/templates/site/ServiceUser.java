package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.Optional;

/// A user and the group that a product runs with. The name left out is Holdfast's own, the group
/// left out is named like the user; `gid` is the number of that group.
///
/// With `create: false` both must be there, such as from the company's directory, and Holdfast
/// never creates nor changes them; numbers are then only compared.
public record ServiceUser(
    Optional<String> name,
    Optional<String> group,
    Optional<Integer> uid,
    Optional<Integer> gid,
    @Default("true") boolean create) {}
