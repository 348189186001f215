/** What people and programs see: text, tables, bars and JSON. */
@NullMarked
package dev.evenkeel.cli.display;

import org.jspecify.annotations.NullMarked;
