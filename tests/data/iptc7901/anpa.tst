V2870asian
f l BC-NW--Glass Bridge     11-13 1049
^BC-NW--Glass Bridge, 1st Ld,466<
^Council votes for a bridge of glass<
^AP Photo NW101, NW102<
^Eds: Updates with quotes.<
^The mayor is delighted<
^By IDA MOORE=
^Northline Wire=
	   PORT ELGIN (AP) _ The council voted for the bridge.
 
	   ``Work begins in May,'' said the mayor.
^A line marked only in front
AP-WF-11-13-13 1509GMT<



