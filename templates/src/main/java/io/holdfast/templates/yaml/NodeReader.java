package io.holdfast.templates.yaml;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads YAML into a tree of nodes and makes no object of any class out of it.
///
/// Refused as `HF-CFG-004`: anything that is not YAML, tags, anchors and aliases, a key written
/// twice, keys that are no scalars, several documents, more than 4 million characters, nesting
/// beyond 40.
public final class NodeReader {
  private static final int MAX_CHARACTERS = 4_000_000;
  private static final int MAX_DEPTH = 40;

  private final String file;

  private NodeReader(String file) {
    this.file = file;
  }

  /// The tree of one document. `file` is the name used in messages.
  public static YamlNode read(String file, String text) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARACTERS);
    var reader = new NodeReader(file);
    try {
      @Nullable Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        throw reader.refused("The file is empty", new Position(file, 1, 1));
      }
      return reader.convert(root);
    } catch (MarkedYAMLException wrong) {
      var what = wrong.getProblem() == null ? "This is not YAML" : wrong.getProblem();
      throw reader.refused(what, reader.position(wrong.getProblemMark()));
    } catch (YAMLException wrong) {
      throw reader.refused(String.valueOf(wrong.getMessage()), new Position(file, 1, 1));
    }
  }

  private YamlNode convert(Node node) {
    var where = position(node.getStartMark());
    if (node.getAnchor() != null) {
      throw refused("Anchors and aliases (& and *) are not read here", where);
    }
    if (!node.getTag().startsWith("tag:yaml.org,2002:")) {
      throw refused("Tags (!) are not read here", where);
    }
    return switch (node) {
      case ScalarNode scalar ->
          new YamlNode.Scalar(
              scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, where);
      case SequenceNode sequence ->
          new YamlNode.Sequence(sequence.getValue().stream().map(this::convert).toList(), where);
      case MappingNode mapping -> mapping(mapping, where);
      default -> throw refused("Anchors and aliases (& and *) are not read here", where);
    };
  }

  private YamlNode mapping(MappingNode mapping, Position where) {
    var entries = new ArrayList<YamlNode.Entry>();
    var seen = new HashSet<String>();
    for (var tuple : mapping.getValue()) {
      var place = position(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key) || key.getAnchor() != null) {
        throw refused("A key must be a simple word", place);
      }
      if (!seen.add(key.getValue())) {
        throw refused("The key \"" + key.getValue() + "\" stands here a second time", place);
      }
      entries.add(new YamlNode.Entry(key.getValue(), place, convert(tuple.getValueNode())));
    }
    return new YamlNode.Mapping(entries, where);
  }

  private Position position(@Nullable Mark mark) {
    return mark == null
        ? new Position(file, 1, 1)
        : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private HoldfastException refused(String what, Position where) {
    return Problem.of(ProblemId.NOT_YAML, sentence(what)).withWhere(where.toString()).asException();
  }

  private static String sentence(String text) {
    var line = text.lines().findFirst().orElse("This is not YAML");
    return Character.toUpperCase(line.charAt(0)) + line.substring(1);
  }
}
