package dev.evenkeel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What these methods return is all they do: a call whose result is left lying is a mistake, as {@code trainer.epochs(5);}
 * on a line of its own. Error Prone, which knows annotations of this name from any package, refuses such a line.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.CLASS)
public @interface CheckReturnValue {}
