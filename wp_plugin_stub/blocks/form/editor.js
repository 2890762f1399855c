/**
 * The support form in the block editor: drawn by the server, with four settings.
 */
( function ( wp ) {
	const el = wp.element.createElement;
	const __ = wp.i18n.__;
	const { InspectorControls, useBlockProps } = wp.blockEditor;
	const { Disabled, PanelBody, SelectControl, TextControl } = wp.components;

	function Settings( { attributes, setAttributes } ) {
		return el(
			InspectorControls,
			null,
			el(
				PanelBody,
				{ title: __( 'Form', 'helpdesk-bridge' ) },
				el( TextControl, {
					label: __( 'Title', 'helpdesk-bridge' ),
					value: attributes.title,
					onChange: ( title ) => setAttributes( { title } ),
				} ),
				el( TextControl, {
					label: __( 'Id', 'helpdesk-bridge' ),
					help: __( 'Tells the forms of this site apart: small letters, digits, hyphens.', 'helpdesk-bridge' ),
					value: attributes.formId,
					onChange: ( formId ) => setAttributes( { formId } ),
				} ),
				el( SelectControl, {
					label: __( 'Language', 'helpdesk-bridge' ),
					value: attributes.lang,
					options: [
						{ label: __( 'That of the site', 'helpdesk-bridge' ), value: '' },
						{ label: 'English', value: 'en' },
						{ label: 'Français', value: 'fr' },
					],
					onChange: ( lang ) => setAttributes( { lang } ),
				} ),
				el( TextControl, {
					label: __( 'Topics', 'helpdesk-bridge' ),
					help: __( 'With | between them. Empty: those of the settings.', 'helpdesk-bridge' ),
					value: attributes.topics,
					onChange: ( topics ) => setAttributes( { topics } ),
				} )
			)
		);
	}

	wp.blocks.registerBlockType( 'helpdesk-bridge/form', {
		edit( props ) {
			return el(
				'div',
				useBlockProps(),
				el( Settings, props ),
				el(
					Disabled,
					null,
					el( wp.serverSideRender, { block: 'helpdesk-bridge/form', attributes: props.attributes } )
				)
			);
		},
		save: () => null,
	} );
} )( window.wp );
