# The product with bugs in it: copies of its sources in which a text was replaced by one that asks planted() first. The
# product itself holds none of this.

set(PLANTED_FOLDER ${CMAKE_BINARY_DIR}/planted)

# plant(<bug> <source> <text> <replacement>): the text must stand in the source exactly once, or nothing is configured.
function(plant bug source text replacement)
  string(MAKE_C_IDENTIFIER "planted_${source}" key)
  get_property(known GLOBAL PROPERTY ${key} SET)
  if(known)
    get_property(content GLOBAL PROPERTY ${key})
  else()
    file(READ ${PROJECT_SOURCE_DIR}/${source} content)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${source})
    set_property(GLOBAL APPEND PROPERTY PLANTED_SOURCES ${source})
  endif()
  string(FIND "${content}" "${text}" first)
  string(FIND "${content}" "${text}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "the bug ${bug} cannot be planted: ${source} does not hold exactly once:\n${text}")
  endif()
  string(REPLACE "${text}" "${replacement}" content "${content}")
  set_property(GLOBAL PROPERTY ${key} "${content}")
  set_property(GLOBAL APPEND PROPERTY PLANTED_BUGS ${bug})
endfunction()

# Writes the copies and sets PLANTED_SOURCES to them and PLANTED_BUGS to the names of the bugs.
macro(write_planted_sources)
  get_property(sources GLOBAL PROPERTY PLANTED_SOURCES)
  get_property(PLANTED_BUGS GLOBAL PROPERTY PLANTED_BUGS)
  list(REMOVE_DUPLICATES PLANTED_BUGS)
  list(JOIN PLANTED_BUGS "\n" PLANTED_BUG_LINES)
  set(PLANTED_SOURCES "")
  foreach(source IN LISTS sources)
    string(MAKE_C_IDENTIFIER "planted_${source}" key)
    get_property(content GLOBAL PROPERTY ${key})
    file(CONFIGURE OUTPUT ${PLANTED_FOLDER}/${source} @ONLY
      CONTENT "#include \"tests/simulation/planted/planted.h\"\n#line 1 \"${source}\"\n${content}")
    list(APPEND PLANTED_SOURCES ${PLANTED_FOLDER}/${source})
  endforeach()
endmacro()
