"""What a site's database holds, read past WordPress: the plugin, once loaded, would heal itself."""

import json
from typing import Any

from bridge.cli.demo.wordpress import Site
from bridge.cli.demo.wordpress.commands import run

_READ = """
list( , $dsn, $user, $tables ) = $argv;
$database = new PDO( $dsn, $user );
$rows = array();
foreach ( $database->query( $tables )->fetchAll( PDO::FETCH_COLUMN ) as $table ) {
    $rows[ $table ] = $database->query( "SELECT * FROM `$table`" )->fetchAll( PDO::FETCH_NUM );
}
echo json_encode( $rows, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE );
"""


def tables(site: Site) -> dict[str, list[list[Any]]]:
    """Rows by table, on SQLite and on MariaDB."""
    place = site.settings.get("database")
    if place:
        dsn = f"mysql:unix_socket={place['socket']};dbname={place['name']};charset=utf8mb4"
        words = (dsn, place["user"], "SHOW TABLES")
    else:
        file = site.folder / "private" / "database" / ".ht.sqlite"
        words = (f"sqlite:{file}", "", "SELECT name FROM sqlite_master WHERE type = 'table'")
    output = run([*site.php.command, "-r", _READ, "--", *words], env=site.php.env)
    found: dict[str, list[list[Any]]] = json.loads(output)
    return found
