"""What the run tells at its end: which tests were skipped for want of a server."""

from collections import Counter

from _pytest.terminal import TerminalReporter

from tests.servers.requirements import ALL, PREFIX, install_command


def missing_servers(reporter: TerminalReporter) -> Counter[str]:
    """How many tests were skipped for each missing server."""
    reasons = [
        str(report.longrepr[2]).removeprefix("Skipped: ")
        for report in reporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    return Counter(reason.removeprefix(PREFIX) for reason in reasons if reason.startswith(PREFIX))


def tell(reporter: TerminalReporter) -> None:
    counted = missing_servers(reporter)
    if not counted:
        return
    reporter.section("skipped for want of a server")
    for name, tests in sorted(counted.items()):
        reporter.line(f"{name}: {tests} {'test' if tests == 1 else 'tests'}")
    absent = tuple(requirement for requirement in ALL if requirement.name in counted)
    reporter.line(f"On Debian or Ubuntu, get them by: {install_command(absent)}")
