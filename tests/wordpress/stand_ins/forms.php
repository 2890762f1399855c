<?php
/**
 * One form of each form plugin, as their plugins list and describe them: a name, an e-mail address, a
 * topic to choose, a message. `stand_in_forms()` makes them on this site.
 */

class Stand_In_Form_Tag {
	public $basetype;
	public $name;
	public $content = '';
	public $values;

	public function __construct( string $type, string $name, array $values = array() ) {
		list( $this->basetype, $this->name, $this->values ) = array( $type, $name, $values );
	}

	public function get_id_option() {
		return '';
	}
}

class WPCF7_ContactForm {
	public static function get_instance( $id ) {
		$form     = new self();
		$form->id = (int) $id;
		return $form;
	}

	public function id() {
		return $this->id;
	}

	public function title() {
		return 'Quote (CF7)';
	}

	public function locale() {
		return 'en_US';
	}

	public function prop( $name ) {
		return '<label>E-mail [email* mail]</label>';
	}

	public function scan_form_tags() {
		return array( new Stand_In_Form_Tag( 'text', 'who' ), new Stand_In_Form_Tag( 'email', 'mail' ), new Stand_In_Form_Tag( 'select', 'topic', array( 'Billing', 'Other' ) ), new Stand_In_Form_Tag( 'textarea', 'text' ), new Stand_In_Form_Tag( 'submit', '' ) );
	}

	public $id;
}

class Stand_In_Model {
	private $settings;

	public function __construct( array $settings ) {
		$this->settings = $settings;
	}

	public function get_id() {
		return 4;
	}

	public function get_setting( $name ) {
		return $this->settings[ $name ];
	}

	public function get_settings() {
		return $this->settings;
	}
}

class Stand_In_Ninja {
	public function form( $id = '' ) {
		return $this;
	}

	public function get_forms() {
		return array( new Stand_In_Model( array( 'title' => 'Quote (Ninja)' ) ) );
	}

	public function get_fields() {
		$choices = array( array( 'label' => 'Billing', 'value' => 'billing' ) );
		return array_map(
			static function ( array $settings ) {
				return new Stand_In_Model( $settings );
			},
			array(
				array( 'key' => 'mail', 'type' => 'email', 'label' => 'E-mail' ),
				array( 'key' => 'topic', 'type' => 'listselect', 'label' => 'Topic', 'options' => $choices ),
				array( 'key' => 'text', 'type' => 'textarea', 'label' => 'Message' ),
				array( 'key' => 'send', 'type' => 'submit', 'label' => 'Send' ),
			)
		);
	}
}

function Ninja_Forms() {
	return new Stand_In_Ninja();
}

class FrmForm {
	public static function get_published_forms() {
		return array( (object) array( 'id' => 5, 'name' => 'Quote (Formidable)' ) );
	}
}

class FrmField {
	public static function get_all_for_form( $form_id, $limit = '', $inc_embed = 'exclude', $inc_repeat = 'include' ) {
		$field = static function ( int $id, string $key, string $type, array $options = array() ) {
			return (object) array( 'id' => $id, 'field_key' => $key, 'name' => ucfirst( $key ), 'type' => $type, 'options' => $options );
		};
		return array( $field( 1, 'mail', 'email' ), $field( 2, 'topic', 'select', array( array( 'label' => 'Billing', 'value' => 'b' ) ) ), $field( 3, 'text', 'textarea' ), $field( 4, 'part', 'divider' ) );
	}
}

class GFAPI {
	public static function get_forms() {
		return array( self::get_form( 6 ) );
	}

	public static function get_form( $id ) {
		return array(
			'id'     => 6,
			'title'  => 'Quote (Gravity)',
			'fields' => array(
				array( 'id' => 1, 'type' => 'email', 'label' => 'E-mail' ),
				array( 'id' => 2, 'type' => 'select', 'label' => 'Topic', 'choices' => array( array( 'text' => 'Billing', 'value' => 'b' ) ) ),
				array( 'id' => 3, 'type' => 'textarea', 'label' => 'Message' ),
			),
		);
	}
}

function wpforms() {
	return null;
}

/**
 * Makes those that are posts or rows.
 */
function stand_in_forms(): void {
	global $wpdb;
	define( 'FLUENTFORM', true );
	define( 'ELEMENTOR_PRO_VERSION', '3.30' );
	register_post_type( 'feedback' );
	$publish = static function ( string $type, string $title, string $content = '' ): int {
		return (int) wp_insert_post( wp_slash( array( 'post_type' => $type, 'post_status' => 'publish', 'post_title' => $title, 'post_content' => $content ) ) );
	};
	$publish( 'wpcf7_contact_form', 'Quote (CF7)' );
	$publish( 'wpforms', 'Quote (WPForms)', wp_json_encode( array( 'settings' => array( 'form_title' => 'Quote (WPForms)' ), 'fields' => array( 1 => array( 'id' => 1, 'type' => 'email', 'label' => 'E-mail' ), 2 => array( 'id' => 2, 'type' => 'select', 'label' => 'Topic', 'choices' => array( 1 => array( 'label' => 'Billing' ) ) ), 3 => array( 'id' => 3, 'type' => 'textarea', 'label' => 'Message' ) ) ) ) );
	$publish( 'page', 'Quote (Jetpack)', '<!-- wp:jetpack/contact-form --><div><!-- wp:jetpack/field-email {"label":"E-mail"} /--><!-- wp:jetpack/field-select {"label":"Topic","options":["Billing"]} /--><!-- wp:jetpack/field-textarea {"label":"Message"} /--></div><!-- /wp:jetpack/contact-form -->' );
	$widget = array( 'id' => 'f00d', 'elType' => 'widget', 'widgetType' => 'form', 'settings' => array( 'form_name' => 'Quote (Elementor)', 'form_fields' => array( array( 'custom_id' => 'mail', 'field_type' => 'email', 'field_label' => 'E-mail' ), array( 'custom_id' => 'topic', 'field_type' => 'select', 'field_label' => 'Topic', 'field_options' => "Billing|b\nOther" ), array( 'custom_id' => 'text', 'field_type' => 'textarea', 'field_label' => 'Message' ) ) ) );
	update_post_meta( $publish( 'page', 'E' ), '_elementor_data', wp_slash( wp_json_encode( array( array( 'id' => 's', 'elements' => array( $widget ) ) ) ) ) );
	$fields = array( 'fields' => array( array( 'element' => 'input_email', 'attributes' => array( 'name' => 'mail' ), 'settings' => array( 'label' => 'E-mail' ) ), array( 'element' => 'select', 'attributes' => array( 'name' => 'topic' ), 'settings' => array( 'label' => 'Topic', 'advanced_options' => array( array( 'label' => 'Billing', 'value' => 'b' ) ) ) ), array( 'element' => 'textarea', 'attributes' => array( 'name' => 'text' ), 'settings' => array( 'label' => 'Message' ) ) ) );
	$wpdb->query( "CREATE TABLE {$wpdb->prefix}fluentform_forms ( id bigint(20) NOT NULL, title varchar(190) NOT NULL, form_fields longtext NOT NULL, PRIMARY KEY (id) )" );
	$wpdb->insert( $wpdb->prefix . 'fluentform_forms', array( 'id' => 7, 'title' => 'Quote (Fluent)', 'form_fields' => wp_json_encode( $fields ) ) );
}
