/**
 * What the form can do beyond plain HTML: no double sending, a word about large files before they
 * are uploaded, and articles that may help while the visitor types. The form works without it.
 */
( function () {
	'use strict';

	const PAUSE = 600; // Milliseconds without a key before articles are asked for.
	const SHORTEST = 12; // Characters worth a search.

	function guardSending( form ) {
		const button = form.querySelector( '.hb-send' );
		const label = button.textContent;
		form.addEventListener( 'submit', ( event ) => {
			if ( button.getAttribute( 'aria-disabled' ) === 'true' ) {
				event.preventDefault();
				return;
			}
			button.setAttribute( 'aria-disabled', 'true' );
			button.textContent = form.dataset.sending;
		} );
		// A page that comes back out of the browser's memory is to be usable again.
		window.addEventListener( 'pageshow', () => {
			button.removeAttribute( 'aria-disabled' );
			button.textContent = label;
		} );
	}

	function watchFile( form ) {
		const input = form.querySelector( 'input[type="file"]' );
		input.addEventListener( 'change', () => {
			const file = input.files[ 0 ];
			const large = file && file.size > Number( form.dataset.maxFile );
			input.closest( '.hb-field' ).classList.toggle( 'hb-wrong', Boolean( large ) );
			showFileError( input, large ? form.dataset.fileLarge : '' );
			if ( large ) {
				input.value = '';
			}
		} );
	}

	function showFileError( input, sentence ) {
		const id = input.id + '-error';
		let error = document.getElementById( id );
		if ( ! error ) {
			error = document.createElement( 'span' );
			error.id = id;
			error.className = 'hb-error';
			error.setAttribute( 'role', 'alert' );
			input.after( error );
			input.setAttribute( 'aria-describedby', id );
		}
		error.hidden = ! sentence;
		error.textContent = sentence;
	}

	function suggestArticles( form ) {
		if ( ! form.dataset.suggest ) {
			return;
		}
		const message = form.querySelector( 'textarea' );
		const box = document.createElement( 'div' );
		box.className = 'hb-articles';
		box.setAttribute( 'aria-live', 'polite' );
		message.closest( '.hb-field' ).after( box );
		let timer = 0;
		let newest = 0;
		message.addEventListener( 'input', () => {
			window.clearTimeout( timer );
			timer = window.setTimeout( async () => {
				const mine = ++newest;
				const items = await ask( form, message.value );
				if ( mine === newest ) {
					show( box, form.dataset.suggestTitle, items );
				}
			}, PAUSE );
		} );
	}

	async function ask( form, text ) {
		if ( text.trim().length < SHORTEST ) {
			return [];
		}
		try {
			const answer = await fetch( form.dataset.suggest, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify( { q: text.slice( 0, 500 ), lang: form.dataset.lang } ),
				credentials: 'omit',
			} );
			return answer.ok ? ( await answer.json() ).items : [];
		} catch {
			return []; // Articles are a kindness; the form goes on without them.
		}
	}

	function show( box, title, items ) {
		box.replaceChildren();
		if ( ! items.length ) {
			return;
		}
		const heading = document.createElement( 'p' );
		heading.textContent = title;
		const list = document.createElement( 'ul' );
		items.forEach( ( item ) => list.append( article( item ) ) );
		box.append( heading, list );
	}

	function article( item ) {
		const entry = document.createElement( 'li' );
		const link = document.createElement( 'a' );
		const excerpt = document.createElement( 'small' );
		link.href = item.url;
		link.target = '_blank';
		link.rel = 'noopener';
		link.textContent = item.title;
		excerpt.textContent = item.excerpt;
		entry.append( link, excerpt );
		return entry;
	}

	document.querySelectorAll( '.hb-form' ).forEach( ( form ) => {
		guardSending( form );
		watchFile( form );
		suggestArticles( form );
	} );
} )();
