<?php
/**
 * Values as XML-RPC can carry them without changing any: what PHP's XML-RPC server would spoil is
 * written here.
 *
 * A value that is null goes as `<nil/>`. XML 1.0 has no way to write most control characters, so a
 * text that holds one goes as `<base64>` of its UTF-8 bytes. A carriage return goes as `&#13;`, since
 * an XML parser would make a line feed of it.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** What XML 1.0, section 2.2, does not allow. */
const HELPDESK_BRIDGE_NOT_IN_XML = '/[^\x{9}\x{A}\x{D}\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]/u';

/**
 * A value with everything in it ready for IXR_Value.
 *
 * @param mixed $value Any data; objects of IXR stay as they are.
 * @return mixed
 */
function helpdesk_bridge_xmlrpc_value( $value ) {
	if ( is_array( $value ) ) {
		return array_map( 'helpdesk_bridge_xmlrpc_value', $value );
	}
	if ( null === $value ) {
		return helpdesk_bridge_raw_xml( '<nil/>' );
	}
	if ( ! is_string( $value ) ) {
		return $value;
	}
	if ( 0 !== preg_match( HELPDESK_BRIDGE_NOT_IN_XML, $value ) ) { // False: not UTF-8 at all.
		return new \IXR_Base64( $value );
	}
	if ( false === strpos( $value, "\r" ) ) {
		return $value;
	}
	return helpdesk_bridge_raw_xml( '<string>' . str_replace( "\r", '&#13;', htmlspecialchars( $value, ENT_QUOTES, 'UTF-8' ) ) . '</string>' );
}

/**
 * XML that IXR_Value writes as it is: IXR asks a date for its own XML.
 *
 * @param string $xml The value's XML.
 */
function helpdesk_bridge_raw_xml( string $xml ): \IXR_Date {
	return new class( $xml ) extends \IXR_Date {
		/**
		 * What is written.
		 *
		 * @var string
		 */
		private $xml;

		/**
		 * Keeps the XML; there is no time to read.
		 *
		 * @param string $xml The value's XML.
		 */
		public function __construct( $xml ) {
			$this->xml = $xml;
		}

		/**
		 * The XML.
		 */
		public function getXml() {
			return $this->xml;
		}
	};
}
