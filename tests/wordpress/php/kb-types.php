<?php
/**
 * Plugin Name: Knowledge base types
 * Description: Post types and taxonomies of the shape that help plugins register. Tests only.
 */

add_action(
	'init',
	static function (): void {
		$kinds = array(
			// Type, what REST calls it ('' when REST does not show it), hierarchical, category taxonomy.
			array( 'ht_kb', '', false, 'ht_kb_category' ),
			array( 'heroic1', 'ht-kb', false, 'heroic1_category' ),
			array( 'betterdocs', 'docs', false, 'doc_category' ),
			array( 'epkb_post_type_1', 'epkb_post_type_1', false, 'epkb_post_type_1_category' ),
			array( 'wedocs', 'wedocs', true, '' ),
			array( 'knowledgebase', 'knowledgebase', false, 'knowledgebase_cat' ),
		);
		foreach ( $kinds as list( $type, $base, $nested, $taxonomy ) ) {
			register_post_type(
				$type,
				array(
					'public'       => true,
					'hierarchical' => $nested,
					'show_in_rest' => '' !== $base,
					'rest_base'    => $base,
					'supports'     => array( 'title', 'editor', 'excerpt', 'author', 'page-attributes' ),
				)
			);
			register_taxonomy(
				$type . '_tag',
				$type,
				array( 'show_in_rest' => '' !== $base )
			);
			if ( '' !== $taxonomy ) {
				register_taxonomy(
					$taxonomy,
					$type,
					array(
						'hierarchical' => true,
						'show_in_rest' => '' !== $base,
						'rest_base'    => str_replace( '_', '-', $taxonomy ),
					)
				);
			}
		}
	}
);
