<?php
/**
 * An object of a form plugin that exists only while a visitor sends something.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Answers the methods that an adapter calls, and no others.
 */
final class Helpdesk_Bridge_Stand_In {

	/**
	 * A field's value, where it stands for a field.
	 *
	 * @var string
	 */
	public $value;

	/**
	 * Method => what answers it.
	 *
	 * @var array<string, callable>
	 */
	private $answers;

	/**
	 * What it answers.
	 *
	 * @param array<string, callable> $answers Method => what answers it.
	 * @param string                  $value   A field's value.
	 */
	public function __construct( array $answers, string $value = '' ) {
		$this->answers = $answers;
		$this->value   = $value;
	}

	/**
	 * A call.
	 *
	 * @param string            $name      The method.
	 * @param array<int, mixed> $arguments What it was given.
	 * @return mixed
	 */
	public function __call( string $name, array $arguments ) {
		return call_user_func_array( $this->answers[ $name ], $arguments );
	}
}
