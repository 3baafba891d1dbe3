package io.holdfast.agent.serve;

import java.util.Locale;

/// The agent's numbers as Prometheus text.
final class Metrics {
  private final StringBuilder text = new StringBuilder();

  static String of(State state, String version, long uptimeMs) {
    var runtime = Runtime.getRuntime();
    return new Metrics()
        .labelled("holdfast_agent_info", "gauge", "The agent's version.", "version", version)
        .value("holdfast_agent_uptime_seconds", "gauge", "Since its start.", uptimeMs / 1000.0)
        .value(
            "holdfast_agent_healthy",
            "gauge",
            "1 unless degraded.",
            state.problems().isEmpty() ? 1 : 0)
        .value(
            "holdfast_agent_containers",
            "gauge",
            "Containers that offer services.",
            state.containers())
        .value(
            "holdfast_agent_docker_running",
            "gauge",
            "1 when the engine runs.",
            state.dockerIsRunning() ? 1 : 0)
        .value(
            "holdfast_agent_consul_answers",
            "gauge",
            "1 when Consul answers.",
            state.consulAnswers() ? 1 : 0)
        .value(
            "holdfast_agent_consul_rounds_total",
            "counter",
            "Comparisons with Consul.",
            state.syncs())
        .value(
            "holdfast_agent_consul_changes_total",
            "counter",
            "Services registered or removed.",
            state.changes())
        .value(
            "holdfast_agent_memory_bytes",
            "gauge",
            "Java heap in use.",
            runtime.totalMemory() - runtime.freeMemory())
        .text
        .toString();
  }

  private Metrics value(String name, String type, String help, Number number) {
    head(name, type, help);
    text.append(name).append(' ').append(number(number.doubleValue())).append('\n');
    return this;
  }

  private Metrics labelled(String name, String type, String help, String label, String value) {
    head(name, type, help);
    var escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    text.append(name).append('{').append(label).append("=\"").append(escaped).append("\"} 1\n");
    return this;
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? String.valueOf((long) number)
        : String.format(Locale.ROOT, "%.3f", number);
  }
}
