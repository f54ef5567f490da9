# Building Plan 9 programs with 9cc.
#
#	add_9cc_library(NAME OUTPUT file.a SOURCES f... [FLAGS flag...])
#	add_9cc_program(NAME OUTPUT file SOURCES f... [FLAGS flag...] [LIBS name...] [LINK flag...])
#
# NAME becomes a target.  A program is linked with libc and with what its headers name by #pragma lib, and is
# linked again when a library that was added before it changes.  LIBS are targets of add_9cc_library, for
# libraries outside the tree.

set(NINECC ${CMAKE_BINARY_DIR}/bin/9cc)
set(NINEROOT ${CMAKE_BINARY_DIR}/root)
set(NINEWARN -Wall -Wextra -Wno-sign-compare -Wno-unknown-pragmas -Wno-missing-field-initializers
	-Wno-parentheses -Wno-implicit-fallthrough -Werror)

# objects of SOURCES, one custom command each
function(ninecc_objects out name flags)
	set(objs)
	foreach(src ${ARGN})
		cmake_path(ABSOLUTE_PATH src BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
		file(RELATIVE_PATH rel ${CMAKE_CURRENT_SOURCE_DIR} ${src})
		string(REPLACE "../" "up/" rel ${rel})
		set(o ${CMAKE_CURRENT_BINARY_DIR}/${name}.9/${rel}.o)
		cmake_path(GET o PARENT_PATH dir)
		file(MAKE_DIRECTORY ${dir})
		add_custom_command(OUTPUT ${o}
			COMMAND ${NINECC} -c ${flags} -MD -MF ${o}.d -o ${o} ${src}
			DEPENDS ${src} ninecc-tools ${NINECC} DEPFILE ${o}.d
			COMMENT "9cc ${rel}" VERBATIM)
		list(APPEND objs ${o})
	endforeach()
	set(${out} ${objs} PARENT_SCOPE)
endfunction()

function(add_9cc_library name)
	cmake_parse_arguments(A "" "OUTPUT" "SOURCES;FLAGS" ${ARGN})
	ninecc_objects(objs ${name} "${NINEWARN};${A_FLAGS}" ${A_SOURCES})
	cmake_path(GET A_OUTPUT PARENT_PATH dir)
	file(MAKE_DIRECTORY ${dir})
	add_custom_command(OUTPUT ${A_OUTPUT}
		COMMAND ${CMAKE_BINARY_DIR}/bin/9ar ${A_OUTPUT} ${objs}
		DEPENDS ${objs} ${CMAKE_BINARY_DIR}/bin/9ar COMMENT "9ar ${name}" VERBATIM)
	add_custom_target(${name} ALL DEPENDS ${A_OUTPUT})
	set_property(TARGET ${name} PROPERTY NINECC_FILE ${A_OUTPUT})
	set_property(GLOBAL APPEND PROPERTY NINECC_LIBS ${name} ${A_OUTPUT})
endfunction()

function(add_9cc_program name)
	cmake_parse_arguments(A "" "OUTPUT" "SOURCES;FLAGS;LIBS;LINK" ${ARGN})
	ninecc_objects(objs ${name} "${NINEWARN};${A_FLAGS}" ${A_SOURCES})
	cmake_path(GET A_OUTPUT PARENT_PATH dir)
	file(MAKE_DIRECTORY ${dir})
	set(libs)
	get_property(known GLOBAL PROPERTY NINECC_LIBS)
	foreach(lib ${A_LIBS})
		get_property(f TARGET ${lib} PROPERTY NINECC_FILE)
		list(APPEND libs ${f})
	endforeach()
	add_custom_command(OUTPUT ${A_OUTPUT}
		COMMAND ${NINECC} ${A_LINK} -o ${A_OUTPUT} ${objs} ${libs}
		DEPENDS ${objs} ${libs} ${known} ninecc-tools ${NINECC}
			${CMAKE_SOURCE_DIR}/tools/plan9.ld
		COMMENT "9cc ${name}" VERBATIM)
	add_custom_target(${name} ALL DEPENDS ${A_OUTPUT})
endfunction()
