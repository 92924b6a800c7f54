"""The SVG elements and attributes that are kept, by their local names: those that draw.

From the element and attribute indexes of SVG 1.1 and SVG 2, without what runs, listens, animates, loads, or embeds
another language (`script`, `on…`, `animate`, `set`, `foreignObject`, `metadata`, `font-face-uri`, `cursor`).
"""

ELEMENTS = frozenset(
    "a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix "
    "feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    "feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight "
    "feTile feTurbulence filter g image line linearGradient marker mask path pattern polygon polyline radialGradient "
    "rect stop style svg switch symbol text textPath title tspan use view".split()
)
IMAGES = frozenset({"image", "feImage"})
"""Elements whose `href` may embed an image."""
PAINTS = frozenset("clip-path fill filter marker marker-end marker-mid marker-start mask stroke".split())
"""Attributes that may refer, by `url(…)`, to something to draw with."""
ATTRIBUTES = PAINTS | frozenset(
    "alignment-baseline amplitude azimuth baseFrequency baseline-shift bias class clip clip-rule clipPathUnits color "
    "color-interpolation color-interpolation-filters color-rendering cx cy d diffuseConstant direction display "
    "divisor dominant-baseline dx dy edgeMode elevation exponent fill-opacity fill-rule filterUnits flood-color "
    "flood-opacity font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style "
    "font-variant font-weight fr fx fy glyph-orientation-horizontal glyph-orientation-vertical gradientTransform "
    "gradientUnits height id image-rendering in in2 intercept isolation k1 k2 k3 k4 kernelMatrix kernelUnitLength "
    "kerning lang lengthAdjust letter-spacing lighting-color limitingConeAngle markerHeight markerUnits markerWidth "
    "maskContentUnits maskUnits mask-type media method mix-blend-mode mode numOctaves offset opacity operator order "
    "orient origin overflow paint-order path pathLength patternContentUnits patternTransform patternUnits "
    "pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius "
    "refX refY requiredExtensions requiredFeatures result role rotate rx ry scale seed shape-rendering side slope "
    "spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles stop-color "
    "stop-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity "
    "stroke-width style surfaceScale systemLanguage tableValues targetX targetY text-anchor text-decoration "
    "text-overflow text-rendering textLength transform transform-origin type unicode-bidi values vector-effect "
    "version viewBox visibility white-space width word-spacing writing-mode x x1 x2 xChannelSelector y y1 y2 "
    "yChannelSelector z".split()
)
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
PREFIXED = {f"{{{XLINK}}}href": "xlink:href", f"{{{XML}}}space": "xml:space", f"{{{XML}}}lang": "xml:lang"}
"""Attributes of other namespaces that are kept, and how they are written."""
