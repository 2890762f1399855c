<?php
/**
 * Runs the statements of `code` inside WordPress with `$data`, and prints what they return as JSON.
 */

require __DIR__ . '/start.php';

$data = $order['data'];
$made = eval( $order['code'] ); // phpcs:ignore Squiz.PHP.Eval -- The order comes from the program that started us.
echo wp_json_encode( $made );
